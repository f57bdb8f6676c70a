print("Content-Type: text/plain\r\n\r\nHello from Python.")
