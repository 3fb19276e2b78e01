package org.openmns.access;

/**
 * Who may have more of what all applications of a node share: as much as is free, and never less than an equal share of the
 * whole. So one that takes all it can get takes nothing from those who want less than their share. Together they may for a
 * while hold more than there are {@code places}: where each of n came when the others had all, the (1 + 1/2 + … + 1/n)-fold.
 * 0 places: nothing is shared out.
 */
public record FairShare(int places) {

    /** Whether one that holds {@code own} may have {@code wanted} more, where the {@code active} that hold any hold {@code total}. */
    public boolean admits(int wanted, long own, long total, int active) {
        return places == 0 || own <= 0 || total + wanted <= places || own + wanted <= places / Math.max(1, active);
    }
}
