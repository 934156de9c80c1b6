import type { Carrier, CarrierJob, Ended } from './carrier.ts';
import { openH2 } from './h2-carrier.ts';
import { openHttp1 } from './http1-carrier.ts';
import type { CarrierContext } from './lane.ts';

/** The carrier of a lane's protocol. */
export function openCarrier(job: CarrierJob, context: CarrierContext, ended: Ended): Carrier {
  return (job.protocol === 'h2' ? openH2 : openHttp1)(job, context, ended);
}
