import type { Summary } from '../judge/summary.ts';
import type { Section } from './document.ts';
import { capacitySection } from './sections/capacity.ts';
import { criteriaSection } from './sections/criteria.ts';
import { episodesSection } from './sections/episodes.ts';
import { postChecksSection, probesSection } from './sections/evidence.ts';
import { hostSection } from './sections/host.ts';
import { laneStepsSection, lanesSection } from './sections/lanes.ts';
import {
  adviceSection,
  caveatsSection,
  productionSection,
  runSection,
  warningsSection,
} from './sections/meaning.ts';
import { accountingSection, blindSection, phasesSection, rigSection } from './sections/measuring.ts';
import { noiseFloorSection } from './sections/noise-floor.ts';
import { provesSection } from './sections/proves.ts';
import { shiftSection } from './sections/shift.ts';
import { stepsSection } from './sections/steps.ts';

/** What stands above the timeline: the figures the runbooks ask for. */
export function openingSections(summary: Summary): Section[] {
  return [lanesSection, ...(hasCapacity(summary) ? [capacitySection] : [])].map((section) =>
    section(summary),
  );
}

/** What was not measured does not stand above what was. */
function hasCapacity({ capacity }: Summary): boolean {
  return capacity.before !== null || capacity.after !== null;
}

/** Everything that follows, in the order in which a reader doubts it. */
export function followingSections(summary: Summary): Section[] {
  return [
    criteriaSection,
    stepsSection,
    laneStepsSection,
    ...(hasCapacity(summary) ? [] : [capacitySection]),
    shiftSection,
    episodesSection,
    probesSection,
    postChecksSection,
    accountingSection,
    blindSection,
    rigSection,
    ...(summary.host === null ? [] : [hostSection]),
    noiseFloorSection,
    phasesSection,
    provesSection,
    productionSection,
    caveatsSection,
    ...(summary.warnings.length > 0 ? [warningsSection] : []),
    adviceSection,
    runSection,
  ].map((section) => section(summary));
}
