/**
 * When Lambda deprecates the runtimes that a version of this project has used
 * (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html).
 */
const DEPRECATIONS: Readonly<Record<string, string>> = {
  'nodejs20.x': '2026-04-30',
  'nodejs22.x': '2027-04-30',
  'nodejs24.x': '2028-04-30',
};

/** The day, `YYYY-MM-DD`, or undefined for a runtime that is not known here. */
export function runtimeDeprecation(runtime: string): string | undefined {
  return DEPRECATIONS[runtime];
}
