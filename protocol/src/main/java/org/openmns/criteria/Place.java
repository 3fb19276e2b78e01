package org.openmns.criteria;

import org.jspecify.annotations.Nullable;

/**
 * Where a value lies among all values that criteria can put in order: numbers by value, then texts by UTF-16 order, and
 * an end before and behind each kind.
 */
public final class Place implements Comparable<Place> {

    static final Place BEFORE_NUMBERS = new Place(0, null, null);
    static final Place BEHIND_NUMBERS = new Place(2, null, null);
    static final Place BEFORE_TEXTS = new Place(3, null, null);
    static final Place BEHIND_TEXTS = new Place(5, null, null);

    private final int rank;
    private final @Nullable Number number;
    private final @Nullable String text;

    private Place(int rank, @Nullable Number number, @Nullable String text) {
        this.rank = rank;
        this.number = number;
        this.text = text;
    }

    /** Of a number in its canonical form. */
    static Place of(Number canonical) {
        return new Place(1, canonical, null);
    }

    static Place of(String text) {
        return new Place(4, null, text);
    }

    boolean isAmongTexts() {
        return rank >= BEFORE_TEXTS.rank;
    }

    @Override
    public int compareTo(Place other) {
        if (number != null && other.number != null) {
            return Numbers.compare(number, other.number);
        }
        return text != null && other.text != null ? text.compareTo(other.text) : Integer.compare(rank, other.rank);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Place place && compareTo(place) == 0;
    }

    @Override
    public int hashCode() {
        return number != null ? number.hashCode() : text != null ? text.hashCode() : rank;
    }

    /** Says no value: it may identify a patient. */
    @Override
    public String toString() {
        return "Place";
    }
}
