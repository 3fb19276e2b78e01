package org.openmns.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.openmns.access.Permission.Action;
import org.openmns.event.TopicName;

/** Everything that an application may do; what is not among it is forbidden. */
public record Permissions(Set<Permission> all) {

    public static final Permissions NONE = new Permissions(Set.of());

    /** Where access is open. */
    public static final Permissions EVERYTHING = new Permissions(
            Set.of(new Permission(Action.PUBLISH, "*"), new Permission(Action.SUBSCRIBE, "*"), Permission.OPERATOR));

    public Permissions {
        all = Set.copyOf(all);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Permissions of(Collection<Permission> all) {
        return new Permissions(Set.copyOf(all));
    }

    public boolean mayPublish(TopicName type) {
        return allow(Action.PUBLISH, type);
    }

    public boolean maySubscribe(TopicName type) {
        return allow(Action.SUBSCRIBE, type);
    }

    /** To some type at least. */
    public boolean maySubscribeToAny() {
        return all.stream().anyMatch(each -> each.action() == Action.SUBSCRIBE);
    }

    public boolean isOperator() {
        return all.contains(Permission.OPERATOR);
    }

    /** What either of the two allows. */
    public Permissions and(Permissions more) {
        var both = new HashSet<>(all);
        both.addAll(more.all);
        return new Permissions(both);
    }

    /** Those of them that are not among others any more. */
    public Permissions without(Permissions others) {
        var gone = new HashSet<>(all);
        gone.removeAll(others.all);
        return new Permissions(gone);
    }

    private boolean allow(Action action, TopicName type) {
        for (var each : all) {
            if (each.allows(action, type)) {
                return true;
            }
        }
        return false;
    }

    /** As they are written, in order. */
    @JsonValue
    public List<String> texts() {
        var texts = new TreeSet<String>();
        all.forEach(each -> texts.add(each.toString()));
        return List.copyOf(texts);
    }
}
