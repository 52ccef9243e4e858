/** The name in a role's ARN. A path may stand before it; events and IAM's calls leave the path out. */
export function roleName(roleArn: string): string {
  return roleArn.slice(roleArn.lastIndexOf('/') + 1);
}
