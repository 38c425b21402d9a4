# Mensajes entre un proveedor y quienes revisan, en la página que muestra en qué estado está un envío.

messages-title = Mensajes
message-own = Usted escribió
message-ours = Nosotros escribimos
message-label = Escriba a quien revisa su ficha
message-hint = Como máximo { $most } caracteres. No incluya fechas de nacimiento, números de Seguro Social ni nada sobre pacientes. Respondemos en esta página y le avisamos por correo.
message-send = Enviar el mensaje
message-empty = Escriba primero su mensaje.
message-too-long = Su mensaje es demasiado largo. Escriba como máximo { $most } caracteres.
message-too-many = Puede enviar { $often } mensajes por hora. Su texto sigue aquí: envíelo más tarde o añádalo al próximo.
message-closed = Esta ficha ya se decidió o usted la retiró; aquí ya no se pueden enviar mensajes.
message-over = Esta ficha ya se decidió o usted la retiró. Para escribirnos, responda a uno de nuestros correos.
privacy-messages = Lo que usted y nuestro equipo se escriben sobre un envío se guarda cifrado, solo lo leen quienes lo revisan y quien tenga su enlace privado, y se borra { $days } días después de la decisión.
