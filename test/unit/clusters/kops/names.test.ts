import { expect, it } from 'vitest';
import { chooseCloneName } from '../../../../harness/clusters/kops/names.ts';
import { redactSecrets } from '../../../../harness/rehearsal/secrets/redact-secrets.ts';

it('names a clone after its run, so that no line that names its machines is redacted', () => {
  const name = chooseCloneName({ name: null }, '20261130-082405-a99e');
  expect(name).toBe('rehearsal-1130-082405-a99e.k8s.local');
  const line = `in group "control-plane-us-east-1a.masters.${name}"`;
  expect(redactSecrets(line)).toBe(line);
});

it("takes the scenario's name", () => {
  expect(chooseCloneName({ name: 'mine.k8s.local' }, '20261130-082405-a99e')).toBe('mine.k8s.local');
});
