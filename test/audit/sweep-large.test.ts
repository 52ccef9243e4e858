import { expect, it } from 'vitest';
import { SimulatedAccount } from '../builders/simulated-account.ts';
import type { SimulatedFunction } from '../builders/simulated-account.ts';
import { Sweeping } from './sweeping.ts';

const REGION = 'eu-west-1';
const FUNCTIONS = 50_000;
const VPCS = 500;

/** A third of the functions are attached, a tenth has three versions, a fifth an event source. */
function functionOf(index: number): SimulatedFunction {
  return {
    name: `f-${String(index).padStart(5, '0')}`,
    role: `role-${index % 40}`,
    ...(index % 3 === 0 && { vpcId: `vpc-${index % VPCS}` }),
    ...(index % 10 === 0 && { versions: 3 }),
    ...(index % 5 === 0 && { mappings: 1 }),
  };
}

/**
 * The account of docs/decisions/sweep-in-steps.md. Its calls and hours are counted here, on a clock that
 * passes 200 ms for each call of Lambda's.
 */
it('sweeps 50,000 functions in steps that are small in time, memory and message', async () => {
  const account = new SimulatedAccount({
    [REGION]: Array.from({ length: FUNCTIONS }, (_, index) => functionOf(index)),
  });
  const sweeping = new Sweeping(account, [REGION]);
  await sweeping.sweep();

  const calls =
    Math.ceil((FUNCTIONS + 3 * (FUNCTIONS / 10)) / 50) + // pages of versions
    FUNCTIONS / 5 / 100 + // pages of event source mappings
    2 * Math.ceil(FUNCTIONS / 3) + // states and destinations of attached functions
    2 * (FUNCTIONS / 10); // aliases and provisioned concurrency of versioned functions
  expect(calls).toBe(44_734);
  expect(account.lambdaCalls).toBeGreaterThanOrEqual(calls);
  // The function that is open when a step ends is read by itself.
  expect(account.lambdaCalls).toBeLessThanOrEqual(calls + 6 * functionSteps(sweeping));
  const handled = sweeping.handled;
  expect(Math.max(...handled.map(({ seconds }) => seconds))).toBeLessThan(300);
  expect(Math.max(...handled.map(({ bytes }) => bytes))).toBeLessThan(1_000);
  expect(account.mostItems).toBeLessThanOrEqual(100);
  expect(sweeping.metrics.durations.get('SweepDuration')?.[0]).toBeLessThan(4 * 3_600);

  const { units } = sweeping;
  expect(new Set(units).size).toBe(units.length);
  expect(units.filter((one) => one.startsWith('vpc/'))).toHaveLength(VPCS);
  expect(units.filter((one) => one.startsWith('function/'))).toHaveLength(
    FUNCTIONS - Math.ceil(FUNCTIONS / 3),
  );
  expect(Math.max(...sweeping.requests.map(({ delaySeconds }) => delaySeconds))).toBeLessThan(900);
  expect(
    Math.max(...sweeping.requests.map(({ request }) => JSON.stringify(request).length)),
  ).toBeLessThan(20_000);
}, 120_000);

/** Steps that ended within the functions. */
function functionSteps({ handled }: Sweeping): number {
  return handled.filter(({ body }) => body.includes('"phase":"functions"')).length - 1;
}
