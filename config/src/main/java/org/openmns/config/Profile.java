package org.openmns.config;

import java.util.Locale;

/** What a node is for: it chooses the defaults of the settings that decide who may reach what. */
public enum Profile {
    /** Trying it out on one machine: loopback only, open access, an inbox, webhooks to this machine. */
    SANDBOX,
    /** Real subscribers: no loopback or plain-text webhooks, no inbox. */
    PRODUCTION;

    /** The word an operator writes, which is also the name of the file with its defaults. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
