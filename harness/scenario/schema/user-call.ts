import { z } from 'zod';
import { choice, count, list, positiveDuration, section, text, word } from './leaves.ts';
import { headers } from './target.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()], {
  error: 'expected text, a number, `true`, `false` or `null`',
});

const json = section({
  path: word('a JSONPath without filters and scripts, such as `$.status`', /^\$[^()]{0,500}$/).describe(
    'JSONPath of the value, without filters and scripts',
  ),
  equals: scalar.describe('What every value at the path must equal; there must be at least one'),
});

const http = section({
  url: word('an address that begins with `http://` or `https://`', /^https?:\/\/[^\s/]\S{0,2000}$/).describe(
    'Address of the request',
  ),
  method: choice(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
    .prefault('GET')
    .describe('Method of the request'),
  headers: headers().describe('Headers of the request; a secret as `{ env: NAME }`'),
  body: z.string({ error: 'expected text' }).optional().describe('Body of the request'),
});

const expectation = section({
  exitCode: count(0, 255).optional().describe('Exit code of a command that succeeds, by default 0'),
  status: count(100, 599).optional().describe('Status of a response that succeeds, by default 200'),
  json: json
    .optional()
    .describe("A value in the answer: a command's standard output, or the body of a response"),
});

/** The keys of a call of the user's: a command or an HTTP request, and what it must answer. */
export const userCall = {
  command: list('words', text('a word of a command'))
    .min(1, { error: 'expected at least the name of a program' })
    .optional()
    .describe('A program and its arguments, started without a shell; `./` is relative to this file'),
  http: http.optional().describe('An HTTP request, in place of `command`'),
  expect: expectation.prefault({}).describe('The answer that means success'),
  timeout: positiveDuration()
    .prefault('30s')
    .describe('A call without an answer within this time has failed'),
};

/** Names a check or a hook in messages. */
export const callName = () =>
  word(
    'a name of letters, digits, spaces, `-`, `_` and `.`, at most 60',
    /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,59}$/,
  );
