/** Raised if kubectl would refuse a value; the message has the reason. */
export class UnreadableValue extends Error {}

/** A JSON value, and whether it is an integer that would be sent with different digits than written. */
export interface ScalarValue {
  readonly value: string | number | boolean | null;
  readonly inexact: boolean;
}

const words = new Map<string, boolean | null>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map(
    (word) => [word, true] as const,
  ),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(
    (word) => [word, false] as const,
  ),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
]);

const infiniteWords = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const integer = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]([0-7]+)|0[bB]([01]+)|0([0-7]+)|([1-9][0-9]*|0))$/;
const decimal = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const timestamp = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt ])/;
const radixes = [16, 8, 2, 8, 10] as const;
const maxUint64 = 2n ** 64n - 1n;
const minInt64 = -(2n ** 63n);

/**
 * An unquoted scalar as kubectl reads it: the rules of `resolve` in go.yaml.in/yaml/v2 2.4 (YAML 1.1 with
 * `0o17` and without base 60), then those of sigs.k8s.io/yaml, which keeps timestamps as text and refuses
 * what JSON can't represent.
 */
export function resolvePlain(text: string): ScalarValue {
  const word = words.get(text);
  if (word !== undefined) return { value: word, inexact: false };
  if (infiniteWords.test(text)) throw new UnreadableValue(`\`${text}\` is no number that JSON can hold`);
  if (timestamp.test(text) || !/^[-+.0-9]/.test(text)) return { value: text, inexact: false };
  // Anywhere if it begins with a digit or a sign; only between digits if it begins with a point.
  const digits = text.replaceAll(text.startsWith('.') ? /(?<=[0-9])_(?=[0-9])/g : /_/g, '');
  const whole = readInteger(digits);
  if (whole !== null) return { value: Number(whole), inexact: String(Number(whole)) !== String(whole) };
  const fraction = decimal.test(digits) ? Number(digits) : Number.NaN;
  return { value: Number.isFinite(fraction) ? fraction : text, inexact: false };
}

/** Null if it is none, or exceeds 64 bits: those are read as fractions. */
function readInteger(digits: string): bigint | null {
  const match = integer.exec(digits);
  if (match === null) return null;
  const [, sign, ...byRadix] = match;
  const index = byRadix.findIndex((match) => match !== undefined);
  const prefix = { 16: '0x', 8: '0o', 2: '0b', 10: '' }[radixes[index] ?? 10];
  const magnitude = BigInt(`${prefix}${byRadix[index]}`);
  const value = sign === '-' ? -magnitude : magnitude;
  return value > maxUint64 || value < minInt64 ? null : value;
}

const yamlTags = 'tag:yaml.org,2002:';

/** A scalar with a tag, such as `!!int "5"`. kubectl ignores application tags and reads text. */
export function resolveTagged(tag: string, text: string): ScalarValue {
  if (tag === `${yamlTags}binary`) return { value: decodeBase64(text), inexact: false };
  const wanted = tag.startsWith(yamlTags) ? tag.slice(yamlTags.length) : '';
  if (!['bool', 'int', 'float', 'null'].includes(wanted)) return { value: text, inexact: false };
  const resolved = resolvePlain(text);
  const { value } = resolved;
  const found =
    value === null
      ? 'null'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value === 'string'
          ? 'str'
          : integer.test(text.replaceAll('_', ''))
            ? 'int'
            : 'float';
  if (found === wanted || (wanted === 'float' && found === 'int')) return resolved;
  throw new UnreadableValue(`\`${text}\` is no value of the tag !!${wanted}`);
}

function decodeBase64(text: string): string {
  const compact = text.replaceAll(/[\r\n]/g, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(compact))
    throw new UnreadableValue('a value of the tag !!binary must be base64');
  return Buffer.from(compact, 'base64').toString('utf8');
}

/** A resolved key in the form of sigs.k8s.io/yaml: numbers in their shortest form, fractions as 32-bit floats. */
export function keyText(text: string, tag: string | undefined, plain: boolean): string {
  if (plain && infiniteWords.test(text)) return text.toLowerCase().replace('+', '');
  const { value } =
    tag === undefined ? (plain ? resolvePlain(text) : { value: text }) : resolveTagged(tag, text);
  if (value === null) throw new UnreadableValue('a key must be text, a number or a boolean, not null');
  if (typeof value !== 'number') return String(value);
  const whole = readInteger(text.replaceAll('_', ''));
  return whole === null ? formatFloat32(value) : String(whole);
}

/** As Go's strconv.FormatFloat(value, 'g', -1, 32). */
function formatFloat32(value: number): string {
  const single = Math.fround(value);
  let digits = 1;
  while (digits < 9 && Math.fround(Number(single.toPrecision(digits))) !== single) digits++;
  const [mantissa = '', exponent = '0'] = single.toExponential(digits - 1).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(Number(single.toPrecision(digits)));
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
