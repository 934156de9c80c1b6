import { z } from 'zod';
import { parseCpuList } from '../cpu-list.ts';
import { durationPattern, parseDuration } from '../duration.ts';
import { didYouMean } from '../nearest.ts';
import type { NodeQuantity } from '../node-quantity.ts';

/** The values of a scenario. Every message says what was expected and what was found, without the path. */

/** A value as an error message quotes it, in a few dozen characters. */
function show(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length <= 40 ? text : `${text.slice(0, 37)}...`;
}

const expected =
  (what: string) =>
  ({ input }: { readonly input?: unknown }): string => {
    if (input === undefined) return `expected ${what}`;
    return `expected ${what}, found ${input === null ? 'nothing' : show(input)}`;
  };

/** A string of a pattern. */
export const word = (what: string, pattern: RegExp) =>
  z.string({ error: expected(what) }).regex(pattern, { error: expected(what), abort: true });

/** A duration; becomes milliseconds. */
export const duration = () =>
  word('a duration with its unit such as `30s`, `500ms` or `1h30m`', durationPattern).transform(
    (text) => parseDuration(text) ?? 0,
  );

/** A duration above zero; becomes milliseconds. */
export const positiveDuration = () =>
  duration().refine((ms) => ms > 0, { error: 'expected a duration longer than 0s' });

/** The word `none`, or a duration; that becomes milliseconds. */
export const durationOrNone = () =>
  z.union([z.literal('none'), duration()], {
    error: expected('`none` or a duration with its unit such as `30s`'),
  });

const processors = 'a list of processors such as `0-1,3`';

/** Processors, such as `0-1,3`, or a single one as a number; becomes their numbers in order. */
export const cpuList = () =>
  z
    .union([z.number().int().min(0).transform(String), z.string()], { error: expected(processors) })
    .transform((text, context): readonly number[] => {
      const cpus = parseCpuList(text);
      if (cpus !== null) return cpus;
      context.addIssue({ code: 'custom', message: expected(processors)({ input: text }) });
      return z.NEVER;
    });

/** Requests per second, such as `200/s`; becomes a number. */
export const rate = () =>
  word('a rate such as `200/s`', /^\d{1,6}(?:\.\d{1,6})?\/s$/)
    .transform((text) => Number.parseFloat(text))
    .refine((perS) => perS > 0, { error: 'expected a rate above 0/s' });

/** A share, such as `50%`; becomes a fraction. */
export const percentage = () =>
  word('a percentage such as `50%`', /^\d{1,6}(?:\.\d{1,6})?%$/).transform(
    (text) => Number.parseFloat(text) / 100,
  );

/** A share of a cluster's nodes, at least one of them; becomes a fraction. */
export const shareOfNodes = () =>
  percentage().refine((share) => share > 0 && share <= 1, {
    error: 'expected a percentage above 0% and up to 100%',
  });

/** A number of nodes, or a whole percentage of a pool's nodes. */
export function nodeQuantity(least: number) {
  const error = expected(`a whole number from ${least} to 100, or a percentage from 1% to 100%`);
  const percent = z
    .string()
    .regex(/^(?:[1-9]\d?|100)%$/)
    .transform((text) => text as NodeQuantity);
  // Aborted: the union would otherwise report the number's own issue.
  const whole = z.number().int({ error, abort: true }).min(least, { error, abort: true });
  return z.union([whole.max(100, { error, abort: true }), percent], { error });
}

const versionPattern =
  /^v?(?:0|[1-9]\d{0,5})\.(?:0|[1-9]\d{0,5})\.(?:0|[1-9]\d{0,5})(?:-[0-9A-Za-z]+(?:\.[0-9A-Za-z]+)*)?$/;

/** A Kubernetes version with all three parts; becomes one without a leading `v`. */
export const version = () =>
  z
    .string({
      error: ({ input }) =>
        typeof input === 'number'
          ? `expected a version with three parts such as \`1.33.13\`, found the number ${show(input)}`
          : expected('a version with three parts such as `1.33.13`')({ input }),
    })
    .regex(versionPattern, { error: expected('a version with three parts such as `1.33.13`'), abort: true })
    .transform((text) => text.replace(/^v/, ''));

/** A whole number within limits. */
export function count(least: number, most = 1_000_000_000) {
  const error = expected(
    most === 1_000_000_000
      ? `a whole number of at least ${least}`
      : `a whole number from ${least} to ${most}`,
  );
  return z.number({ error }).int({ error, abort: true }).min(least, { error }).max(most, { error });
}

/** A number that is not negative, as a price. */
export function amount(what: string) {
  const error = expected(what);
  return z.number({ error }).min(0, { error });
}

/** `true` or `false`. */
export const flag = () => z.boolean({ error: expected('`true` or `false`') });

/** Text that is not empty. */
export const text = (what: string) => z.string({ error: expected(what) }).min(1, { error: expected(what) });

/** `` `a` or `b` ``. */
export const joinChoices = (words: readonly string[]): string =>
  words.map((one) => `\`${one}\``).join(' or ');

/**
 * One of some words. `planned` are words that this version does not support yet: the message says so, instead
 * of calling them mistyped.
 */
export function choice<const Words extends readonly [string, ...string[]]>(
  words: Words,
  planned: readonly string[] = [],
) {
  const what = joinChoices(words);
  return z.enum(words, {
    error: ({ input }) => {
      if (typeof input !== 'string') return expected(what)({ input });
      if (planned.includes(input)) return `\`${input}\` is planned, but this version can only do ${what}`;
      return `${expected(what)({ input })}${didYouMean(input, words)}`;
    },
  });
}

/** A mapping with these keys and no others. */
export function section<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const keys = Object.keys(shape).map((key) => `\`${key}\``);
  return z.strictObject(shape, {
    error: ({ code, input }) =>
      code === 'invalid_type' ? expected(`a mapping with ${keys.join(', ')}`)({ input }) : undefined,
  });
}

/** The word `none`, or a mapping. */
export const orNone = <Section extends z.ZodType>(of: Section) =>
  z.union([z.literal('none'), of], { error: expected('`none` or a mapping') });

/** A list. */
export const list = <Item extends z.ZodType>(what: string, item: Item) =>
  z.array(item, { error: expected(`a list of ${what}`) });
