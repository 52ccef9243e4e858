import { performance } from 'node:perf_hooks';
import { CONTROLS } from '../shared/controls/registry.ts';
import { defaultConfiguration } from '../shared/engine/configuration.ts';
import { evaluate } from '../shared/engine/evaluate.ts';
import { largeAccount } from './large-account.ts';

// Run in a process of its own for each size, so that one size's memory is not counted for another.
// Arguments: the number of functions, then the families of controls; none means all of them.

const functions = Number(process.argv[2]);
const families = new Set(process.argv.slice(3));
const controls = CONTROLS.filter(({ meta }) => families.size === 0 || families.has(meta.family));
const snapshot = largeAccount(functions);
const configuration = defaultConfiguration(CONTROLS);
const cpuBefore = process.cpuUsage();
const start = performance.now();
const { verdicts } = evaluate(snapshot, configuration, controls);
const milliseconds = performance.now() - start;
const cpu = process.cpuUsage(cpuBefore);
const failed = verdicts.filter((verdict) => verdict.status === 'FAILED').length;
const errors = verdicts.filter((verdict) => verdict.status === 'ERROR').length;
console.log(
  JSON.stringify({
    functions,
    milliseconds: Math.round(milliseconds),
    cpuMilliseconds: Math.round((cpu.user + cpu.system) / 1000),
    verdicts: verdicts.length,
    failed,
    errors,
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);
