import { join } from 'node:path';
import type { NodeRef } from '../../scenario/scenario.ts';
import type { CreateOptions, NodeMaintenance } from '../cluster.ts';
import type { DockerCli } from '../docker/docker-cli.ts';
import type { NodeShell } from './cli/node-shell.ts';
import { inPlace } from './in-place.ts';
import { chooseNodeImage } from './labels.ts';
import { unpackRelease } from './release.ts';
import { stageOnNodes } from './stage.ts';

interface MaintainedCluster extends Pick<CreateOptions, 'cluster' | 'privateFolder' | 'runId'> {
  readonly docker: DockerCli;
  readonly nodes: readonly NodeRef[];
}

/** Operations on the nodes of a kind cluster: stage a version on all of them, upgrade one in place. */
export function maintenance(maintained: MaintainedCluster, shell: NodeShell): NodeMaintenance {
  const { cluster, privateFolder, runId, docker, nodes } = maintained;
  return {
    async stage(to, signal, onStaged = () => {}) {
      const image = chooseNodeImage(cluster, to);
      const folder = join(privateFolder, 'release');
      const withImages = to !== cluster.from;
      await using release = await unpackRelease(
        docker,
        { version: to, image, runId, folder, withImages },
        signal,
      );
      await stageOnNodes(shell, nodes, release, signal, onStaged);
      return release.images;
    },
    inPlace: inPlace(shell),
  };
}
