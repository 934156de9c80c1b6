import type { Summary } from '../judge/answer/summary.ts';
import type { Section } from './document.ts';
import { accountingSection } from './sections/accounting.ts';
import { blindSection } from './sections/blind-spots.ts';
import { capacitySection } from './sections/capacity.ts';
import { caveatsSection } from './sections/caveats.ts';
import { commandsSection } from './sections/commands.ts';
import { criteriaSection } from './sections/criteria.ts';
import { episodesSection } from './sections/episodes.ts';
import { hooksSection } from './sections/hooks.ts';
import { hostSection } from './sections/host.ts';
import { laneStepsSection, lanesSection } from './sections/lanes.ts';
import { loadHostSection } from './sections/load-host.ts';
import { nodesSection } from './sections/nodes.ts';
import { noiseFloorSection } from './sections/noise-floor.ts';
import { phasesSection } from './sections/phases.ts';
import { postChecksSection } from './sections/post-checks.ts';
import { probesSection } from './sections/probes.ts';
import { productionSection } from './sections/production.ts';
import { provesSection } from './sections/proves.ts';
import { recommendationsSection } from './sections/recommendations.ts';
import { runSection } from './sections/run.ts';
import { shiftSection } from './sections/shift.ts';
import { stepsSection } from './sections/steps.ts';
import { warningsSection } from './sections/warnings.ts';

/** A section, and the formats that leave it out. */
export interface SectionEntry {
  readonly section: (summary: Summary) => Section;
  readonly isShown?: (summary: Summary) => boolean;
}

/** Sections above the timeline: the figures of runbooks, without those that were not measured. */
const opening: readonly SectionEntry[] = [
  { section: lanesSection },
  { section: capacitySection, isShown: hasCapacity },
];

/** Sections below the timeline, in the order of a reader's questions. A new section is a file in sections/ and a line here. */
export const following: readonly SectionEntry[] = [
  { section: criteriaSection },
  { section: stepsSection },
  { section: hooksSection, isShown: ({ hooks = [] }) => hooks.length > 0 },
  { section: laneStepsSection },
  { section: capacitySection, isShown: (summary) => !hasCapacity(summary) },
  { section: shiftSection },
  { section: episodesSection },
  { section: probesSection },
  { section: postChecksSection },
  { section: accountingSection },
  { section: blindSection },
  { section: loadHostSection },
  { section: hostSection, isShown: ({ host }) => host !== null },
  { section: noiseFloorSection },
  { section: phasesSection },
  { section: provesSection },
  { section: productionSection },
  { section: commandsSection, isShown: ({ commands }) => commands.length > 0 },
  { section: caveatsSection },
  { section: warningsSection, isShown: ({ warnings }) => warnings.length > 0 },
  { section: recommendationsSection },
  { section: nodesSection, isShown: ({ nodes = [] }) => nodes.length > 0 },
  { section: runSection },
];

export const openingSections = (summary: Summary): Section[] => createSections(opening, summary);

export const followingSections = (summary: Summary): Section[] => createSections(following, summary);

function createSections(entries: readonly SectionEntry[], summary: Summary): Section[] {
  return entries.filter(({ isShown }) => isShown?.(summary) ?? true).map(({ section }) => section(summary));
}

function hasCapacity({ capacity }: Summary): boolean {
  return capacity.before !== null || capacity.after !== null;
}
