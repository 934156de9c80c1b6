/** As metav1.MicroTime is on the wire. @param ms wall clock */
export const microTimestamp = (ms: number): string => new Date(ms).toISOString().replace('Z', '000Z');
