package org.openmns.http;

import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/** Notes on a connection whether the body of its request is still to come, and tells its reader if it gave way to others. */
final class ArrivingBody {

    private ArrivingBody() {}

    /** The request, of whose body the connection knows; it serves it from now on. */
    static HttpRequest watched(HttpRequest request, OpenConnection connection) {
        var entity = request.entity();
        if (entity.isStrict()) {
            connection.serves();
            return request;
        }
        connection.receives(System.nanoTime());
        return request.withEntity(watched(entity, connection));
    }

    private static RequestEntity watched(RequestEntity entity, OpenConnection connection) {
        var bytes = entity.getDataBytes().via(watching(connection));
        var length = entity.getContentLengthOption();
        return length.isPresent()
                ? HttpEntities.create(entity.getContentType(), length.getAsLong(), bytes)
                : HttpEntities.createChunked(entity.getContentType(), bytes);
    }

    private static Flow<ByteString, ByteString, NotUsed> watching(OpenConnection connection) {
        return Flow.of(ByteString.class)
                .<NotUsed>watchTermination((before, ended) -> {
                    ended.whenComplete((all, failure) -> connection.hasReceived());
                    return before;
                })
                .mapError(Throwable.class, failure -> toldApart(failure, connection));
    }

    private static Throwable toldApart(Throwable failure, OpenConnection connection) {
        return connection.givesWay() ? new RequestRefused(Errors.crowded()) : failure;
    }
}
