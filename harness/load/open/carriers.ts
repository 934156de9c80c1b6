import type { Protocol } from '../../scenario/scenario.ts';
import { openHttp1 } from '../http1/carrier.ts';
import { openH2 } from '../http2/carrier.ts';
import type { Carrier, CarrierJob, OnExchangeEnd } from '../lanes/carrier.ts';
import type { CarrierContext } from '../lanes/lane.ts';

type OpenCarrier = (job: CarrierJob, context: CarrierContext, ended: OnExchangeEnd) => Carrier;

const carriers: Readonly<Record<Protocol, OpenCarrier>> = { http1: openHttp1, h2: openH2 };

/** The carrier of a lane's protocol. */
export const openCarrier: OpenCarrier = (job, context, ended) => carriers[job.protocol](job, context, ended);
