/** Restrictions of every container of ours: no privilege escalation, no writes to its own files, no capability. */
export const restrictedContainer = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

/** The system calls that the container runtime permits by default. */
export const defaultSeccomp = { seccompProfile: { type: 'RuntimeDefault' } };

/** A pod that needs no root. */
export const restrictedPod = { runAsNonRoot: true, ...defaultSeccomp };
