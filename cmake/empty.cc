// A room without sources yet still makes a library.
