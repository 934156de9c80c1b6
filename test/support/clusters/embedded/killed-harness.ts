/** A harness that a test kills: creates an embedded cluster with the web service, and reports it. */
import { webImage } from '../../../../harness/clusters/embedded/images.ts';
import { deployWorkload } from '../../../../harness/workload/deploy.ts';
import { making } from './made-cluster.ts';
import { webSpec } from './web-spec.ts';

const [folder, runId] = process.argv.slice(2) as [string, string];
const { cluster, options } = making(folder, { runId });
const { kubeconfig } = await cluster;
const { signal } = options;
await deployWorkload({
  kubeconfig,
  spec: webSpec,
  image: webImage,
  probes: [],
  control: null,
  runId,
  signal,
});
console.log('up');
