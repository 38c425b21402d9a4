# La página en la que un proveedor confirma una ficha: templates/portal/confirm.html.
confirm-title = { $count ->
    [one] ¿Sigue siendo correcto?
   *[other] ¿Siguen siendo correctas?
  }
confirm-lead = Esto es lo que leen los pacientes. Revíselo y después oprima el botón del final.
confirm-last = Confirmada por última vez el { $day }.
confirm-not-yet = Sin confirmar todavía.
confirm-see = Ver la página completa
confirm-away = Esta ficha no está a la vista, así que no hay nada que confirmar. Si no sabe por qué, responda a cualquiera de nuestros correos.
confirm-button = Todo sigue siendo correcto
confirm-changed-title = ¿Algo ha cambiado?
confirm-changed-lead = Entre con esta dirección y cámbielo antes de oprimir el botón. El horario, los precios y si acepta pacientes nuevos se publican en cuanto los guarde. Esas páginas están en inglés.
confirm-changed = Entrar y cambiarlo: { $name }
confirm-thanks = { $count ->
    [one] Gracias. La ficha está confirmada.
   *[other] Gracias. Las fichas están confirmadas.
  }
confirm-thanks-lead = Los pacientes leen ahora la fecha de hoy. Volveremos a preguntar el { $day }; hasta entonces no hay nada más que hacer.
confirm-expired = Este enlace es demasiado antiguo
confirm-expired-lead = Un enlace permite confirmar durante { $days } días, y este es más antiguo. Nada ha cambiado.
confirm-unknown = Este enlace no se abre
confirm-unknown-lead = Puede que le falte una parte: a veces los programas de correo parten en dos un enlace largo. Cópielo entero de nuestro correo, hasta la última letra.
confirm-new-title = Cómo conseguir un enlace nuevo
confirm-new-lead = Busque el correo más reciente que tenga de nosotros sobre la ficha: su enlace funciona, y desde uno más antiguo la página le envía otro. Si ya no tiene ningún correo, avise de un problema en la propia página de la ficha; una persona responde en un plazo de dos días hábiles.
confirm-renewed = Un enlace nuevo está en camino
confirm-renewed-lead = Va a la dirección que tenemos de la ficha, como mucho una vez al día. Mientras tanto nada ha cambiado.
confirm-new-button = Enviar un enlace nuevo
confirm-new-where = Llega por correo a la dirección que tenemos de la ficha.
