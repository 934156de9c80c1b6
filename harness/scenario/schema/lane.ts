import { z } from 'zod';
import { describeKinds, laneKindNames, optionsKindNames } from '../load/lane-kinds.ts';
import { protocolNames, protocols } from '../load/protocols.ts';
import { choice, count, flag, joinChoices, section, word } from './leaves.ts';

const kind = choice(laneKindNames);

/** The written form of an item of `load.lanes`: a kind, which is its name as well, or one with options. */
export const lane = z.union(
  [
    kind,
    section({
      name: word(
        'a name of lower-case letters, digits and `-`, at most 40',
        /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
      ).describe('Names its files and its rows in the report'),
      connections: choice(optionsKindNames).prefault('reused').describe(describeKinds(optionsKindNames)),
      protocol: choice(protocolNames)
        .prefault('http1')
        .describe(protocolNames.map((name) => `${name}: ${protocols[name].requests}`).join('; ')),
      tls: flag().prefault(false).describe('Over TLS; the certificate is checked'),
      count: count(1, 10_000)
        .optional()
        .describe(
          'reused: connections to each target, and no more, so that requests may wait for one; by default three for each replica, and more when all are busy',
        ),
    }),
  ],
  {
    error: ({ input }) => {
      const message = typeof input === 'string' ? kind.safeParse(input).error?.issues[0]?.message : undefined;
      return message ?? `expected ${joinChoices(laneKindNames)}, or a mapping with \`name\``;
    },
  },
);
