import { z } from 'zod';
import { choice, count, list, section, text, word } from './leaves.ts';

const objectName = (what: string) =>
  word(
    `${what} of lower-case letters, digits and \`-\`, at most 63`,
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
  );

const headerValue = z.union(
  [
    // Printable, so that it can't end its line and begin another header.
    z.string().regex(/^[\t\x20-\x7e]*$/),
    section({
      env: word('the name of an environment variable', /^[A-Za-z_][A-Za-z0-9_]{0,127}$/).describe(
        'Environment variable that holds the value when the run starts; it reaches no file',
      ),
    }),
  ],
  { error: 'expected a line of printable text, or a mapping with `env`' },
);

/** Headers of a request, by name. */
export const headers = () =>
  z
    .record(word('the name of a header', /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/), headerValue, {
      error: 'expected a mapping of headers to values',
    })
    .prefault({});

const request = section({
  method: choice(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
    .prefault('GET')
    .describe('Method of the request'),
  path: word('a path that begins with one `/`', /^\/(?!\/)[\x21-\x22\x24-\x5b\x5d-\x7e]{0,2000}$/)
    .prefault('/')
    .describe('Path and query'),
  headers: headers().describe('Headers in addition to those of every request; a secret as `{ env: NAME }`'),
  body: z.string({ error: 'expected text' }).optional().describe('Body of the request'),
});

const expectation = section({
  status: count(200, 599).prefault(200).describe('Status of a correct response'),
  body: z
    .union([z.string(), section({ contains: text('text').describe('Text that the body must contain') })], {
      error: 'expected the text of the whole body, or a mapping with `contains`',
    })
    .optional()
    .describe('Body of a correct response, whole or in part; by default any'),
});

/** The services under load. */
export const targets = list(
  'targets',
  section({
    name: word(
      'a name of lower-case letters, digits and `-`, at most 40',
      /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
    ).describe('Names its lanes and files'),
    service: section({
      namespace: objectName('a namespace').prefault('default').describe('Namespace of the Service'),
      name: objectName('the name of a Service').describe('A Service of `workload.manifests`'),
      port: count(1, 65_535).describe("The Service's own port"),
    })
      .optional()
      .describe('With `workload.manifests`: where load is sent'),
    weight: count(1, 1_000).prefault(1).describe('This share of `load.rate`: weight / sum of all weights'),
    request: request.prefault({}).describe('The request'),
    expect: expectation.prefault({}).describe('What a correct response is'),
  }),
).min(1, { error: 'expected at least one target' });
