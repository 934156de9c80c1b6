import type { Problem } from './schema.ts';

/** A rule for names. Returns null, or the problem in the wording of apimachinery's validation. */
export type NameRule = (name: string) => string | null;

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label}(\\.${label})*`;
const label1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const qualified = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelValue = `(${qualified})?`;

const rule = (pattern: string, most: number, what: string): NameRule => {
  const whole = new RegExp(`^(?:${pattern})$`);
  return (name) => {
    if (name.length > most) return `must be no more than ${most} bytes`;
    return whole.test(name) ? null : `${what}, regex used for validation is '${pattern}')`;
  };
};

export const dnsSubdomain = rule(
  subdomain,
  253,
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com'",
);
export const dnsLabel = rule(
  label,
  63,
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc'",
);
/** Services: their names are host names. */
export const dnsLabel1035 = rule(
  label1035,
  63,
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123'",
);
const namePart = rule(
  qualified,
  63,
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc'",
);
const labelValueRule = rule(
  labelValue,
  63,
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345'",
);

/** Keys of labels, annotations and taints: `app`, `example.com/app`. */
export const qualifiedName: NameRule = (name) => {
  const parts = name.split('/');
  const last = parts.at(-1) ?? '';
  if (parts.length > 2)
    return "a qualified name must consist of alphanumeric characters, '-', '_' or '.', with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
  if (parts.length === 2) {
    const prefix = parts[0] ?? '';
    if (prefix === '') return 'prefix part must be non-empty';
    const wrong = dnsSubdomain(prefix);
    if (wrong !== null) return `prefix part ${wrong}`;
  }
  return last === '' ? 'name part must be non-empty' : namePart(last);
};

/** Keys and values of labels. */
export function* labelProblems(labels: Readonly<Record<string, string>>): Iterable<Problem> {
  for (const [key, value] of Object.entries(labels)) {
    const wrongKey = qualifiedName(key);
    if (wrongKey !== null) yield { reason: 'Invalid', path: [], value: key, message: wrongKey };
    const wrong = labelValueRule(value);
    if (wrong !== null) yield { reason: 'Invalid', path: [], value, message: wrong };
  }
}

/** Keys of annotations: the rule of label keys, ignoring case. */
export function* annotationProblems(annotations: Readonly<Record<string, string>>): Iterable<Problem> {
  for (const key of Object.keys(annotations)) {
    const wrong = qualifiedName(key.toLowerCase());
    if (wrong !== null) yield { reason: 'Invalid', path: [], value: key, message: wrong };
  }
}
