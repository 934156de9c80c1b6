/** What every container of ours gives up: it gains no privilege, writes to none of its files, and has no capability. */
export const restrictedContainer = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

/** The system calls that the container runtime lets through by default. */
export const defaultSeccomp = { seccompProfile: { type: 'RuntimeDefault' } };

/** A pod that needs no root. */
export const restrictedPod = { runAsNonRoot: true, ...defaultSeccomp };
