import type { DeploymentFacts } from '../deployment/deployment-facts.ts';

/** Reads how the deployed system stands in an account. */
export interface DeploymentReader {
  /**
   * What could be read; a denied or failing call is an unknown fact. Rejects with `AccountAccessError`
   * where nothing at all can be read.
   */
  read(homeRegion: string, stackName: string): Promise<DeploymentFacts>;
}
