import { reason } from '../../../reasons/reason.ts';
import { badBefore } from '../../lanes/lane-rows.ts';
import type { Mechanism } from './mechanism.ts';

/** The load generator host itself: without the bad requests that it explains, nothing of the episode is left. */
export const loadGenerator: Mechanism = {
  id: 'load-generator',
  title: 'load generator host',
  find: {
    episode({ view, first, last, bad }, { withoutLoadHost }) {
      const remaining = withoutLoadHost.find(
        ({ target, lane }) => target === view.target && lane === view.lane,
      );
      const left =
        remaining === undefined ? bad : badBefore(remaining, last + 1) - badBefore(remaining, first);
      if (left > 0) return null;
      return { explains: bad, lagMs: null, evidence: [reason('generator-disturbed')] };
    },
  },
  recommend: null,
  docs: {
    when: 'The control lane was as bad, the schedule lagged, or requests were not sent: together these explain every bad request of the episode.',
    recommendation: 'No setting; the report lists what would disturb the next run less.',
  },
};
