import type { JudgedVerdict } from '../../shared/findings/judgement.ts';
import { givenName, resourceId } from '../../shared/findings/resource-name.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { printable, truncate } from './layout.ts';

/** Names the resource of a verdict for people. */
export type DisplayName = (judged: JudgedVerdict) => string;

const WIDEST_GIVEN_NAME = 28;

/**
 * Names resources by their id and the name they were given; with the account and the region where
 * several were read.
 */
export function displayNames(snapshots: readonly Snapshot[]): DisplayName {
  const severalAccounts = new Set(snapshots.map(({ accountId }) => accountId)).size > 1;
  const severalRegions = new Set(snapshots.map(({ region }) => region)).size > 1;
  return ({ verdict, snapshot }) => {
    const given = givenName(verdict.resource, snapshot) ?? '';
    const beside = [
      ...(given === '' ? [] : [truncate(printable(given), WIDEST_GIVEN_NAME)]),
      ...(severalAccounts ? [snapshot.accountId] : []),
      ...(severalRegions ? [snapshot.region] : []),
    ];
    const id = printable(resourceId(verdict.resource));
    return beside.length === 0 ? id : `${id} (${beside.join(', ')})`;
  };
}

/** The names of several resources, each once. */
export function namesOf(verdicts: readonly JudgedVerdict[], nameOf: DisplayName): string {
  return [...new Set(verdicts.map(nameOf))].join(', ');
}
