console.log("Content-Type: text/plain\r\n\r\nHello from JavaScript.");
