import type { VpcIndex } from '../events/vpc-index.ts';

/** Which ids belong to which VPC of a region, as of the last reading of each. */
export interface NetworkIndex {
  all(region: string): Promise<readonly VpcIndex[]>;
  /** Stores the index of a VPC unless what is stored was captured later. */
  put(index: VpcIndex): Promise<void>;
  /** Forgets a VPC that no longer exists. */
  remove(region: string, vpcId: string, asOf: string): Promise<void>;
}
