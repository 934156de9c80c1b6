import { z } from 'zod';
import { describeFor } from '../providers/settings.ts';
import { amount, choice, flag, list, positiveDuration, section, text, version, word } from './leaves.ts';

/** The same providers take a clone's settings and production's specification. */
const describeForClones = (description: string) => describeFor(['cluster', 'clone'], description);

const productionVersion = version();

/** `cluster.from`: a version, or the production cluster that is cloned. */
export const from = z.union(
  [
    productionVersion,
    section({
      stateStore: word(
        'the address of a state store such as `s3://kops-state`',
        /^[a-z][a-z0-9]*:\/\/[^\s?#]{1,300}$/,
      ).describe("Where production's specification is read; nothing of production is written"),
      cluster: word(
        'the name of a cluster as its state store has it',
        /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/,
      ).describe("Production's cluster"),
      version: version().describe(
        "Production's version, which is compared with its specification before anything is made",
      ),
    }),
  ],
  { error: ({ input }) => productionVersion.safeParse(input).error?.issues[0]?.message },
);

/** `cluster.clone`, as it is written. */
export const clone = section({
  zones: list('zones', text('the name of a zone'))
    .min(1, { error: 'expected at least one zone' })
    .optional()
    .describe("Zones of the clone, some of production's; by default all of them"),
  network: choice(['own', 'shared'])
    .prefault('own')
    .describe(
      "own: a network of the clone's own; shared: production's own network and subnets, where its specification has `networkID` and the id of every subnet",
    ),
  ttl: positiveDuration()
    .prefault('4h')
    .describe('Time until the expiry that the tags of its resources give; the cost is estimated for it'),
  spot: flag().prefault(false).describe('Workers are spot instances'),
  fewerControlPlanes: choice(['refuse', 'accept'])
    .prefault('refuse')
    .describe(
      'Where production has three control planes or more and the clone has fewer. refuse: the run ends before anything is made; accept: the claims say what is lost',
    ),
  prices: z
    .record(text('the name of an instance type'), amount('a price such as `0.0416`'), {
      error: 'expected a mapping of instance types to prices',
    })
    .optional()
    .describe('What an instance of a type costs in an hour; without it no cost is estimated'),
  currency: word('a currency of three letters such as `USD`', /^[A-Z]{3}$/)
    .optional()
    .describe('Currency of `prices`'),
  provideImages: list('words', text('a word of a command'))
    .min(1, { error: 'expected at least one word' })
    .optional()
    .describe(
      'A command that makes images available to every node, also to later ones, as a list of words; their names follow. One that begins with ./ is a path relative to this file',
    ),
})
  .optional()
  .describe(describeForClones("What the clone has of its own; all else is production's"));

/** The settings of a clone that a scenario sets nothing of. */
export const defaultClone = () => clone.unwrap().parse({});
