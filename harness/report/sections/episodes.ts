import { clock, duration } from '../../format/durations.ts';
import { count, percent } from '../../format/numbers.ts';
import type { Episode, LaneSummary, Summary } from '../../judge/answer/summary.ts';
import { unknownMechanism } from '../../judge/causes/mechanisms/mechanism.ts';
import { reasonsText, reasonText } from '../../reasons/reason.ts';
import type { Block, Section } from '../document.ts';
import { formatLaneName, formatOutcomes, formatStepName, orderLanes } from '../names.ts';

/**
 * Maximum number of episodes in the table, and of those shown with all their evidence; summary.json contains every one.
 */
const mostListed = 100;
const mostDetailed = 20;

/** The episodes that the report lists: those with the most bad-request time, in order of time. */
export function selectListedEpisodes(episodes: readonly Episode[]): Episode[] {
  return selectWorst(episodes, mostListed);
}

/** Every period of bad requests, with what it overlaps and what is known about its cause. */
export function episodesSection(summary: Summary): Section {
  const { episodes } = summary;
  const details = selectWorst(episodes, mostDetailed).map((episode) => createDetail(summary, episode));
  const left = episodes.length - details.length;
  return {
    id: 'episodes',
    heading: 'Episodes',
    blocks:
      episodes.length === 0
        ? [{ kind: 'text', text: describeNone(summary) }]
        : [
            createTable(summary),
            ...details,
            ...(left > 0
              ? [
                  {
                    kind: 'text',
                    text: `summary.json has the evidence of the other ${count(left)} episodes${episodes.length > mostListed ? `, ${count(episodes.length - mostListed)} of which are not listed here` : ''}.`,
                  } as const,
                ]
              : []),
          ],
    source:
      'Samples of the judged lanes, by intended start. A request is bad if it failed or was slow. Bad requests with gaps of up to 1 s are one episode. Span: from the last good request before it to the first good one after it, uncertain by 1 / rate at each end. Outage: the longest time in which at least half of the requests of every 100 ms (at least 10 requests) were bad. Bad-request time: bad requests / rate. Evidence shows the mechanism. Meanwhile: what happened at the same time and need not be the cause.',
  };
}

function describeNone(summary: Summary): string {
  if (summary.lanes.every((lane) => lane.role !== 'judged'))
    return 'No judged lane was measured, so no episode could be seen.';
  const elsewhere = orderLanes(summary.lanes).flatMap((lane) => {
    const failed = countFailed(lane);
    return lane.role === 'judged' || failed === 0 ? [] : [`${count(failed)} in ${formatLaneName(lane)}`];
  });
  const others =
    elsewhere.length === 0
      ? ''
      : ` Failed requests in lanes that are not judged, over the whole run: ${elsewhere.join(', ')}.`;
  return `No judged lane had a bad request.${others}`;
}

/** Failed requests of the whole run, without those in flight at its end. */
function countFailed({ accounting }: LaneSummary): number {
  return Object.entries(accounting.outcomes)
    .filter(([outcome]) => outcome !== 'ok' && outcome !== 'cancelled')
    .reduce((sum, [, requests]) => sum + requests, 0);
}

function createTable(summary: Summary): Block {
  return {
    kind: 'table',
    caption: 'In order of time',
    columns: [
      { name: 'Episode' },
      { name: 'Lane' },
      { name: 'Began', numeric: true },
      { name: 'Span', numeric: true },
      { name: 'Outage', numeric: true },
      { name: 'Depth', numeric: true, title: 'Bad requests as a share of those scheduled within the span' },
      { name: 'Bad-request time', numeric: true },
      { name: 'Bad of scheduled', numeric: true },
      { name: 'Step' },
      { name: 'During' },
      { name: 'Mechanism' },
    ],
    rows: selectListedEpisodes(summary.episodes).map((episode) => {
      const resolution = findResolution(summary, episode);
      return {
        id: episode.id,
        cells: [
          episode.id,
          formatLaneName(episode),
          clock(episode.fromUs),
          `${duration(episode.spanMs)}${resolution === null ? '' : ` ± ${duration(resolution)}`}`,
          {
            text: duration(episode.outageMs),
            ...(episode.outageMs > 0 ? { tone: 'bad' as const } : {}),
          },
          percent(episode.depth),
          duration(episode.badMs),
          `${count(episode.bad)} of ${count(episode.slots)}`,
          formatStepName(summary.steps, episode.step),
          episode.action ?? episode.phase ?? 'unknown',
          mechanismText(episode),
        ],
      };
    }),
  };
}

function createDetail(summary: Summary, episode: Episode): Block {
  return {
    kind: 'facts',
    title: `${episode.id}: ${episode.mechanism.id === unknownMechanism.id ? 'mechanism unknown' : mechanismText(episode)}`,
    facts: [
      { term: 'Harm', texts: [harmText(episode)] },
      { term: 'Step', texts: [placeText(summary, episode)] },
      { term: 'Pods', texts: [episode.pods.join(', ') || 'not known'] },
      { term: 'Evidence', texts: [reasonsText(episode.evidence) || 'none'] },
      ...(episode.meanwhile.length === 0
        ? []
        : [{ term: 'Meanwhile', texts: episode.meanwhile.map(reasonText), tone: 'quiet' as const }]),
    ],
  };
}

/** The mechanism, as far as it is known. */
function mechanismText({ mechanism, likely }: Episode): string {
  return likely ? `${mechanism.title} (likely, not shown)` : mechanism.title;
}

/** Which requests, when, and how they ended. */
function harmText(episode: Episode): string {
  const span = duration(episode.spanMs);
  const outcomes = formatOutcomes(episode.outcomes) || 'not recorded';
  return `${formatLaneName(episode)} from ${clock(episode.fromUs)} for ${span}: ${count(episode.bad)} of ${count(episode.slots)} requests bad; outcomes: ${outcomes}`;
}

function placeText(summary: Summary, { step, action, phase }: Episode): string {
  const during = action ?? phase;
  return `${formatStepName(summary.steps, step)}${during === null ? '' : `, during ${during}`}`;
}

function selectWorst(episodes: readonly Episode[], most: number): Episode[] {
  const chosen = new Set(episodes.toSorted((a, b) => b.badMs - a.badMs).slice(0, most));
  return episodes.filter((episode) => chosen.has(episode));
}

function findResolution(summary: Summary, episode: Episode): number | null {
  return summary.lanes.find((lane) => formatLaneName(lane) === formatLaneName(episode))?.resolutionMs ?? null;
}
