import type { Alert, AlertProblem } from './alert.ts';

/** Resources, consequences and problems that are kept, from generous to few. */
const STEPS = [
  { resources: 200, consequences: 50, problems: 100 },
  { resources: 50, consequences: 20, problems: 50 },
  { resources: 20, consequences: 6, problems: 20 },
  { resources: 5, consequences: 3, problems: 10 },
  { resources: 2, consequences: 1, problems: 3 },
  { resources: 1, consequences: 1, problems: 1 },
] as const;

/**
 * The alert with as much as fits: first findings are left out, the mildest before the others, then
 * names and what is said of them. What is left out is counted.
 *
 * @param fits whether a message of the alert may be sent
 */
export function fitAlert(alert: Alert, fits: (alert: Alert) => boolean): Alert {
  let smallest = alert;
  for (const step of STEPS) {
    const narrowed = withMost(alert, step);
    for (let kept = narrowed.findings.length; ; kept = Math.floor(kept / 2)) {
      smallest = withFindings(narrowed, kept);
      if (fits(smallest)) return smallest;
      if (kept === 0) break;
    }
  }
  return smallest;
}

function withFindings(alert: Alert, kept: number): Alert {
  const { findings, findingsOmitted } = alert;
  return {
    ...alert,
    findings: findings.slice(0, kept),
    findingsOmitted: findingsOmitted + findings.length - kept,
  };
}

function withMost(alert: Alert, most: (typeof STEPS)[number]): Alert {
  const { problems, problemsOmitted, controls } = alert;
  const shown = problems.slice(0, most.problems);
  return {
    ...alert,
    controls: controls.slice(0, most.problems),
    problems: shown.map((problem): AlertProblem => ({
      ...problem,
      vpcIds: problem.vpcIds.slice(0, most.resources),
      resources: problem.resources.slice(0, most.resources),
      resourcesOmitted:
        problem.resourcesOmitted + Math.max(problem.resources.length - most.resources, 0),
      consequences: problem.consequences
        .slice(0, most.consequences)
        .map((one) => ({ ...one, names: one.names.slice(0, most.resources) })),
      consequencesOmitted:
        problem.consequencesOmitted + Math.max(problem.consequences.length - most.consequences, 0),
    })),
    problemsOmitted: problemsOmitted + problems.length - shown.length,
  };
}
