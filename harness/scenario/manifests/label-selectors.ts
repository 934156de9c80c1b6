type Labels = Readonly<Record<string, string>>;

/** A requirement of label and node selectors for one key. */
interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** As `metav1.LabelSelector`. */
export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly Requirement[];
}

/** As `metav1.LabelSelector` is documented: an empty one matches everything, an absent one nothing. */
export function selects(selector: LabelSelector | undefined, labels: Labels = {}): boolean {
  if (selector === undefined) return false;
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => getLabel(labels, key) === value) &&
    (selector.matchExpressions ?? []).every((requirement) => meets(requirement, labels))
  );
}

/** One requirement of a label selector, or of a node selector, which also supports Gt and Lt. */
export function meets(requirement: Requirement, labels: Labels): boolean {
  const value = getLabel(labels, requirement.key);
  const values = requirement.values ?? [];
  switch (requirement.operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return compares(value, values[0], (a, b) => a > b);
    case 'Lt':
      return compares(value, values[0], (a, b) => a < b);
    default:
      return false;
  }
}

/** A label's value; undefined for names that only JavaScript's own objects have, such as `constructor`. */
export const getLabel = (labels: Labels, key: string): string | undefined =>
  Object.hasOwn(labels, key) ? labels[key] : undefined;

/** Both have to be integers. */
export function compares(
  value: string | undefined,
  limit: string | undefined,
  how: (a: bigint, b: bigint) => boolean,
): boolean {
  const whole = /^-?\d+$/;
  if (value === undefined || limit === undefined || !whole.test(value) || !whole.test(limit)) return false;
  return how(BigInt(value), BigInt(limit));
}
