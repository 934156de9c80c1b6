/** As `metav1.Time` is on the wire: whole seconds. @param ms wall clock */
export const timestamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** As `metav1.MicroTime` is. @param ms wall clock */
export const microTimestamp = (ms: number): string => new Date(ms).toISOString().replace('Z', '000Z');
