package org.openmns.subscription;

import java.util.regex.Pattern;

/** Tells hosts that everybody reads alike from those that one reader takes for another address than the next one does. */
public final class HostName {

    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");

    /** What many resolvers take for a part of an IPv4 address: decimal, octal or hexadecimal. */
    private static final Pattern NUMBER_AT_END = Pattern.compile("(?i)(.*\\.)?(0x[0-9a-f]*|\\d+)\\.?");

    private HostName() {}

    /**
     * Whether this host of a URL, without brackets, means one thing: a name, an IPv4 address of four plain decimal numbers,
     * or an IPv6 address without a zone.
     */
    public static boolean isPlain(String host) {
        return host.indexOf('%') < 0
                && (host.indexOf(':') >= 0
                        || !NUMBER_AT_END.matcher(host).matches()
                        || IPV4.matcher(host).matches());
    }
}
