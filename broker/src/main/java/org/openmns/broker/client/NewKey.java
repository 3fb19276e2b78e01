package org.openmns.broker.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Makes a key pair: the private key into a new file that nobody else may read, the public one as a JWK Set to print. */
public record NewKey(Path file, Algorithm algorithm, Optional<String> keyId) implements Errand {

    @Override
    public String run() {
        try {
            var key = algorithm.newKey(keyId);
            write(key);
            return new JWKSet(key).toPublicJWKSet() + "\n";
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void write(JWK key) {
        try {
            create(key.toJSONString() + "\n");
        } catch (FileAlreadyExistsException exists) {
            throw ErrandFailure.ofRequest(file + " is there already; a key is never overwritten");
        } catch (IOException | SecurityException refused) {
            throw ErrandFailure.ofWorld("the file " + file + " cannot be written");
        }
    }

    private void create(String text) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var out = Files.newByteChannel(file, options, mineOnly());
        try (out) {
            var bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException full) {
            // Half a key is none.
            Files.deleteIfExists(file);
            throw full;
        }
    }

    /** From the first moment on, where the file system knows of permissions. */
    private static FileAttribute<?>[] mineOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
