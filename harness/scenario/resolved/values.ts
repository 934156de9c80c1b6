import { z } from 'zod';

export const amount = z.number().nonnegative();
export const count = amount.int();
export const durationMs = z.number().nonnegative();
