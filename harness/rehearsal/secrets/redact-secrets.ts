const mask = '[redacted]';

const labels = 'client-key-data|client-certificate-data|token|password|secret|certificate-?key';
/** Between a label and its value, in YAML, in JSON, and in JSON inside a string. */
const gap = String.raw`[\\"'\s]{0,8}`;

/** Each searches the original text: what one of them removes can't be the label that another one needs. */
const secrets: readonly RegExp[] = [
  /(?<=Bearer\s{1,8})[\w.~+/=-]+/gi,
  new RegExp(String.raw`(?<=(?:${labels})${gap}[:=]${gap})[^\s"',}\\]+`, 'gi'),
  new RegExp(String.raw`(?<=--(?:${labels})\s{1,8})[^\s"',}\\]+`, 'gi'),
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  // PEM in base64, as a kubeconfig holds it
  /LS0tLS1CRUdJTi[\w+/=]+/g,
  // service accounts' tokens
  /eyJ[\w-]{1,512}\.[\w-]+\.[\w-]+/g,
  // kubeadm's bootstrap tokens
  /[a-z0-9]{6}(?:\.[a-z0-9]{16,})+/g,
];

const isSecretFlag = new RegExp(`^--?(?:${labels})$`, 'i');
const isLabel = new RegExp(`^(?:${labels})$`, 'i');

/** Removes what looks like a credential, whatever surrounds it. */
export function redactSecrets(text: string): string {
  const found = secrets
    .flatMap((secret) => [...text.matchAll(secret)])
    .map((match) => ({ from: match.index, to: match.index + match[0].length }))
    .sort((a, b) => a.from - b.from);
  let redacted = '';
  let at = 0;
  for (const { from, to } of found) {
    if (from >= at) redacted += text.slice(at, from) + mask;
    at = Math.max(at, to);
  }
  return redacted + text.slice(at);
}

/**
 * The same for a line of JSON, which stays valid: value by value, because an escaped newline hides where a
 * credential begins.
 */
export function redactJsonLine(line: string): string {
  const redacted: unknown = JSON.parse(line, (key, value: unknown) => {
    if (typeof value === 'string') return isLabel.test(key) ? mask : redactSecrets(value);
    if (Array.isArray(value))
      return value.map((one: unknown, i) => (isSecretFlag.test(String(value[i - 1])) ? mask : one));
    return value;
  });
  return `${JSON.stringify(redacted)}\n`;
}
