/** Formats a `metav1.Time`: whole seconds. @param ms wall clock */
export const timestamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** Formats a `metav1.MicroTime`. @param ms wall clock */
export const microTimestamp = (ms: number): string => new Date(ms).toISOString().replace('Z', '000Z');
