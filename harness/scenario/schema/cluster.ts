import { z } from 'zod';
import { describeFor } from '../providers/settings.ts';
import { plannedProviders, providerNames } from '../providers/table.ts';
import { clone, from } from './clone.ts';
import { choice, count, cpuList, list, section, text, version, word } from './leaves.ts';
import { poolUpgrade } from './upgrade.ts';

/** The written form of `cluster`. */
export const cluster = section({
  provider: choice(providerNames, plannedProviders).describe('What the replica cluster is made of'),
  name: word(
    'a cluster name of lower-case letters, digits, `-` and `.`, at most 45',
    /^[a-z0-9](?:[a-z0-9.-]{0,43}[a-z0-9])?$/,
  )
    .optional()
    .describe("Name of the replica cluster; by default one of the run's own"),
  from: from.describe(
    `Production's version, where the rehearsal starts; ${describeFor(['cluster', 'clone'], 'The cluster whose specification is cloned')}`,
  ),
  to: version().describe('The version to upgrade to; equal to `from`: a roll without a version change'),
  controlPlanes: count(1, 9).prefault(1).describe('Control-plane nodes'),
  pools: list(
    'pools',
    section({
      name: word(
        'a pool name of lower-case letters, digits and `-`, at most 40',
        /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
      ).describe('Name of the pool'),
      nodes: count(1, 100).describe('Worker nodes in the pool'),
      upgrade: poolUpgrade
        .optional()
        .describe(
          'How the nodes of this pool are rolled; what it leaves out is as in `upgrade.nodes`. With `kops`, every pool is rolled alike',
        ),
    }),
  )
    .min(1, { error: 'expected at least one pool' })
    .prefault([{ name: 'workers', nodes: 2 }])
    .describe('Worker nodes, rolled in this order'),
  images: list('image archives', text('the path of an image archive'))
    .prefault([])
    .describe(
      describeFor(
        ['cluster', 'images'],
        'Image archives, relative to this file, to load into the local engine first',
      ),
    ),
  nodeImages: z
    .record(version(), text('the name of a node image'), {
      error: 'expected a mapping of versions to node images',
    })
    .prefault({})
    .describe(
      describeFor(
        ['cluster', 'nodeImages'],
        'Node image of a version, where it is not kindest/node:v<version>',
      ),
    ),
  commands: z
    .record(
      text('the name of an image'),
      list('words', text('a word of a command')).min(1, { error: 'expected at least one word' }),
      { error: 'expected a mapping of images to commands' },
    )
    .prefault({})
    .describe(
      describeFor(
        ['cluster', 'commands'],
        'What a container of an image runs, as a list of words; one that begins with ./ is a path relative to this file',
      ),
    ),
  cpus: cpuList().optional().describe('Processors that the nodes keep to, as `0-1,3`; by default any'),
  clone,
});
