package org.openmns.protocol;

/**
 * Where a page ends that may be of large entries: before the one with which it would hold too many bytes, though never
 * before the first. For one thread.
 */
public final class PageBytes {

    /** As they are stored: in memory they become several times as much, and many requests ask for pages at once. */
    public static final long MAX = 2L << 20;

    private long bytes;
    private boolean begun;

    /** Whether one more entry of this size belongs to the page. */
    public boolean takes(long size) {
        bytes += size;
        var taken = !begun || bytes <= MAX;
        begun = true;
        return taken;
    }

    /** How many of these sizes make a page of at most {@code max}. */
    public static int count(Iterable<Long> sizes, int max) {
        var page = new PageBytes();
        var count = 0;
        for (var size : sizes) {
            if (count == max || !page.takes(size)) {
                return count;
            }
            count++;
        }
        return count;
    }
}
