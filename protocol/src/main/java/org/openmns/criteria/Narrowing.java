package org.openmns.criteria;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes one span of several bounds on the same name that must all hold: {@code a>=1 AND a<5}. Only of bounds of the same
 * kinds, for a value that passes one as a text may pass the other as a number.
 */
final class Narrowing {

    /** Bounds that can be made one: on this name, of numbers, of texts, or one of each. */
    private record Kind(Name name, Set<Boolean> areTexts) {}

    private Narrowing() {}

    /** By what each part can be looked up, but those that are bounds only by what they are together. */
    static List<IndexKeys> of(List<Expression> parts) {
        var choices = new ArrayList<IndexKeys>();
        var bounds = new LinkedHashMap<Kind, Set<Span>>();
        for (var part : parts) {
            var keys = part.indexKeys();
            // What OR has joined is no bound: one of its spans or another must hold.
            if (part instanceof Condition && !keys.spans().isEmpty()) {
                keys.spans().forEach((name, spans) -> bounds.merge(kind(name, spans), spans, Narrowing::both));
            } else {
                choices.add(keys);
            }
        }
        bounds.forEach((kind, spans) -> choices.add(IndexKeys.ofSpans(kind.name(), spans)));
        return choices;
    }

    private static Kind kind(Name name, Set<Span> spans) {
        return new Kind(name, spans.stream().map(Span::isOfTexts).collect(Collectors.toSet()));
    }

    private static Set<Span> both(Set<Span> some, Set<Span> others) {
        return some.stream()
                .map(one -> others.stream()
                        .filter(other -> other.isOfTexts() == one.isOfTexts())
                        .map(one::and)
                        .findFirst()
                        .orElseThrow())
                .collect(Collectors.toSet());
    }
}
