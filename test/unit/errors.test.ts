import { describe, expect, it } from 'vitest';
import { asRehearsalError, errorMessage, errorTable, RehearsalError } from '../../harness/errors.ts';

const codes = Object.keys(errorTable) as (keyof typeof errorTable)[];

describe('the table of errors', () => {
  it.each(codes)('%s has a documented exit code and a hint', (code) => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect([1, 2, 3, 20, 130]).toContain(errorTable[code].exit);
    expect(errorTable[code].hint).toMatch(/^[A-Z].*\.$/);
  });

  it("gives 2 for the user's input, 3 for what the machine lacks and 130 for an interruption", () => {
    expect(errorTable['scenario-invalid'].exit).toBe(2);
    expect(errorTable['scenario-unreadable'].exit).toBe(2);
    expect(errorTable.usage.exit).toBe(2);
    expect(errorTable['docker-unreachable'].exit).toBe(3);
    expect(errorTable['name-occupied'].exit).toBe(3);
    expect(errorTable['reports-unwritable'].exit).toBe(3);
    expect(errorTable.interrupted.exit).toBe(130);
  });
});

describe('an error for users', () => {
  it('has its hint, its exit code and its cause', () => {
    const cause = new Error('no such file');
    const error = new RehearsalError('image-missing', 'no image web:1', { cause });
    expect(error).toMatchObject({
      code: 'image-missing',
      exitCode: 3,
      hint: errorTable['image-missing'].hint,
      issues: [],
      cause,
    });
    expect(error.name).toBe('RehearsalError');
    expect(Object.hasOwn(new RehearsalError('usage', 'x'), 'cause')).toBe(false);
  });

  it('may have its own hint', () => {
    expect(new RehearsalError('usage', 'x', { hint: 'Do y.' }).hint).toBe('Do y.');
  });

  it('is kept, and any other thrown value is a fault of the harness', () => {
    const own = new RehearsalError('usage', 'x');
    expect(asRehearsalError(own)).toBe(own);
    const bug = new TypeError('x is undefined');
    expect(asRehearsalError(bug)).toMatchObject({
      code: 'harness-failed',
      message: 'x is undefined',
      cause: bug,
    });
    expect(asRehearsalError('text')).toMatchObject({ code: 'harness-failed', message: 'text' });
    expect(asRehearsalError(undefined).exitCode).toBe(1);
  });
});

describe('the message of a thrown value', () => {
  it("is the error's own, or the value as text", () => {
    expect(errorMessage(new TypeError('no such host'))).toBe('no such host');
    expect([errorMessage('text'), errorMessage(undefined), errorMessage({ toString: () => 'own' })]).toEqual([
      'text',
      'undefined',
      'own',
    ]);
  });
});
