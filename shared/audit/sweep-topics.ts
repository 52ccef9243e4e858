import { TOPICS } from './sweep-messages.ts';
import { hasTime } from './sweep-phase.ts';
import type { SweepPhase } from './sweep-phase.ts';
import { TopicReader } from './topic-reader.ts';

/** Reads the facts of a region, topic by topic. */
export const sweepTopics: SweepPhase<'topics'> = async ({ topic }, run) => {
  const { region, with: dependencies } = run;
  const reader = new TopicReader(dependencies);
  const isHome = region === dependencies.regions[0];
  const topics = TOPICS.filter((one) => one !== 'account' || isHome);
  const left = topics.slice(topic === undefined ? 0 : topics.indexOf(topic));
  for (const one of left) {
    if (!hasTime(run)) return { work: { phase: 'topics', topic: one } };
    await reader.read(region, one);
  }
  return { work: { phase: 'mappings' } };
};
