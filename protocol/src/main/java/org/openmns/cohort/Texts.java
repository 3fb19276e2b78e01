package org.openmns.cohort;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Sets of texts as lists in which each stands once, in UTF-16 order. */
final class Texts {

    private Texts() {}

    static List<String> union(List<String> texts, List<String> others) {
        if (texts.isEmpty() || others.isEmpty()) {
            return texts.isEmpty() ? others : texts;
        }
        var union = new ArrayList<String>(texts.size() + others.size());
        var next = 0;
        for (var text : texts) {
            while (next < others.size() && others.get(next).compareTo(text) < 0) {
                union.add(others.get(next++));
            }
            if (next < others.size() && others.get(next).equals(text)) {
                next++;
            }
            union.add(text);
        }
        union.addAll(others.subList(next, others.size()));
        return List.copyOf(union);
    }

    static List<String> difference(List<String> texts, List<String> others) {
        return texts.isEmpty() || others.isEmpty()
                ? texts
                : texts.stream()
                        .filter(text -> Collections.binarySearch(others, text) < 0)
                        .toList();
    }
}
