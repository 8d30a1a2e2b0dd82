// Holds the library together while its rooms are being furnished.
