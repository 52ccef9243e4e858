import { familyMatrix } from './family-matrix.ts';

familyMatrix(
  ['egress', 'security-groups'],
  `
  function-internet-egress        N P N F P N P F U N N N N N P
  function-nat-zone-independence  N F N N P N P N N N N N N N N
  function-route-blackhole        P P N P P P P F P P P P P P P
  function-ipv6-egress            N N N N N N N N N N P N N N N
  vpc-block-public-access         N P N N P N P N N N P N N N P
  function-nacl                   P P N P P P P P U P P F N P P
  function-sg-egress-needed       P P N P P P P P P P P F N P P
  function-sg-egress-broad        F F N F P P P P P P P P F P F
  function-default-security-group F F N P P P P P P P P P P P F
  function-sg-ingress-unused      N N N P P P P P P P P P P P N
`,
);
