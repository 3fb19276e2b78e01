package org.openmns.broker.index;

import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openmns.criteria.Place;
import org.openmns.criteria.Span;

/**
 * Who asks for which span of values, found by a value. A search tree in the order of the spans, in which every node knows
 * how high the spans below it reach; random priorities, each above those below it, keep it flat (a treap).
 */
final class SpanTree {

    private final SplittableRandom random = new SplittableRandom();
    private @Nullable Node root;

    /** One span, and what lies below it. */
    private static final class Node {
        final Span span;
        final int priority;
        Candidates candidates;
        Place highest;

        @Nullable
        Node left;

        @Nullable
        Node right;

        Node(Span span, int priority, Entry first) {
            this.span = span;
            this.priority = priority;
            this.candidates = first;
            this.highest = span.high();
        }

        Node updated() {
            highest = span.high();
            reach(left);
            reach(right);
            return this;
        }

        private void reach(@Nullable Node child) {
            if (child != null && child.highest.compareTo(highest) > 0) {
                highest = child.highest;
            }
        }
    }

    boolean isEmpty() {
        return root == null;
    }

    void add(Span span, Entry entry) {
        root = add(root, span, entry);
    }

    void remove(Span span, Entry entry) {
        root = remove(root, span, entry);
    }

    /** Tells who asks for a span that overlaps this one. */
    void overlapping(Span wanted, Consumer<Candidates> found) {
        overlapping(root, wanted, found);
    }

    private static void overlapping(@Nullable Node node, Span wanted, Consumer<Candidates> found) {
        if (node == null || node.highest.compareTo(wanted.low()) < 0) {
            return;
        }
        overlapping(node.left, wanted, found);
        if (node.span.low().compareTo(wanted.high()) <= 0) {
            if (node.span.high().compareTo(wanted.low()) >= 0) {
                found.accept(node.candidates);
            }
            overlapping(node.right, wanted, found);
        }
    }

    private Node add(@Nullable Node node, Span span, Entry entry) {
        if (node == null) {
            return new Node(span, random.nextInt(), entry);
        }
        var order = span.compareTo(node.span);
        if (order == 0) {
            node.candidates = node.candidates.with(entry);
            return node;
        }
        if (order < 0) {
            var child = add(node.left, span, entry);
            node.left = child;
            return child.priority > node.priority ? leftUp(node, child) : node.updated();
        }
        var child = add(node.right, span, entry);
        node.right = child;
        return child.priority > node.priority ? rightUp(node, child) : node.updated();
    }

    private static @Nullable Node remove(@Nullable Node node, Span span, Entry entry) {
        if (node == null) {
            return null;
        }
        var order = span.compareTo(node.span);
        if (order < 0) {
            node.left = remove(node.left, span, entry);
        } else if (order > 0) {
            node.right = remove(node.right, span, entry);
        } else {
            var rest = node.candidates.without(entry);
            if (rest == null) {
                return joined(node.left, node.right);
            }
            node.candidates = rest;
        }
        return node.updated();
    }

    /** One tree of two, of which the first lies before the second. */
    private static @Nullable Node joined(@Nullable Node left, @Nullable Node right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        if (left.priority > right.priority) {
            left.right = joined(left.right, right);
            return left.updated();
        }
        right.left = joined(left, right.left);
        return right.updated();
    }

    private static Node leftUp(Node node, Node child) {
        node.left = child.right;
        child.right = node.updated();
        return child.updated();
    }

    private static Node rightUp(Node node, Node child) {
        node.right = child.left;
        child.left = node.updated();
        return child.updated();
    }
}
