import { z } from 'zod';
import { atLeast, checked, int32, intOrText, model, type Problem, text } from './schema.ts';

const execAction = model('V1ExecAction', { command: z.array(text).min(1) });

const httpGetAction = model('V1HTTPGetAction', {
  path: text.default('/'),
  port: intOrText,
  host: text.optional(),
  scheme: z.enum(['HTTP', 'HTTPS']).default('HTTP'),
  httpHeaders: z.array(model('V1HTTPHeader', { name: text, value: text })).optional(),
});

const tcpSocketAction = model('V1TCPSocketAction', { port: intOrText, host: text.optional() });

const probe = checked(
  model(
    'V1Probe',
    {
      exec: execAction.optional(),
      httpGet: httpGetAction.optional(),
      tcpSocket: tcpSocketAction.optional(),
      initialDelaySeconds: atLeast(0).optional(),
      periodSeconds: atLeast(1).default(10),
      timeoutSeconds: atLeast(1).default(1),
      successThreshold: atLeast(1).default(1),
      failureThreshold: atLeast(1).default(3),
      terminationGracePeriodSeconds: atLeast(1).optional(),
    },
    { refused: ['grpc'] },
  ),
  ({ exec, httpGet, tcpSocket }) => handlerProblems({ exec, httpGet, tcpSocket }),
);

/** Startup and liveness probes: the success threshold can only be 1. */
export const onceProbe = checked(probe, function* ({ successThreshold }): Iterable<Problem> {
  if (successThreshold !== 1)
    yield { reason: 'Invalid', path: ['successThreshold'], value: successThreshold, message: 'must be 1' };
});

/** A readiness probe does not end the container, so it has no grace period. */
export const readinessProbe = checked(
  probe,
  function* ({ terminationGracePeriodSeconds }): Iterable<Problem> {
    if (terminationGracePeriodSeconds !== undefined)
      yield {
        reason: 'Invalid',
        path: ['terminationGracePeriodSeconds'],
        value: terminationGracePeriodSeconds,
        message: 'must not be set for readinessProbes',
      };
  },
);

const lifecycleHandler = checked(
  model(
    'V1LifecycleHandler',
    {
      exec: execAction.optional(),
      httpGet: httpGetAction.optional(),
      sleep: model('V1SleepAction', { seconds: int32.min(0) }).optional(),
    },
    { refused: ['tcpSocket'] },
  ),
  ({ exec, httpGet, sleep }) => handlerProblems({ exec, httpGet, sleep }),
);

export const lifecycle = model(
  'V1Lifecycle',
  { preStop: lifecycleHandler.optional() },
  { refused: ['postStart', 'stopSignal'] },
);

function* handlerProblems(handlers: Readonly<Record<string, unknown>>): Iterable<Problem> {
  const given = Object.entries(handlers).filter(([, handler]) => handler !== undefined);
  if (given.length === 0) yield { reason: 'Required', path: [], message: 'must specify a handler type' };
  for (const [name] of given.slice(1))
    yield { reason: 'Forbidden', path: [name], message: 'may not specify more than 1 handler type' };
}
