import { describe } from 'vitest';
import { memoryState } from '../../../shared/adapters/memory/memory-state.ts';
import { describeState } from '../state/state-contract.ts';

describe('state in memory', () => {
  describeState(async () => memoryState());
});
